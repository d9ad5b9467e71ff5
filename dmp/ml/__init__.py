"""Pure mathematics of the models: frames and numbers in, frames and numbers out.

Nothing here knows dbt, a database, an orchestrator, the clock or the environment. Every function
sorts its rows before arithmetic and takes its seed as an argument, so equal input gives equal
output.
"""
