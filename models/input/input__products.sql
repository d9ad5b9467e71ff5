{{ input_contract() }}
