"""What a person asks of a network, without a window: traces, ways, long sections."""
