"""The collector: events that SDKs send over HTTP become files in the landing folder."""
