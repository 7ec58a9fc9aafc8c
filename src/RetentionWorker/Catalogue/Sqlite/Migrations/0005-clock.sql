-- How many seconds a store's clock was ahead of the system's when a person accepted it. The high-water mark is the counter 'clock-mark'.
ALTER TABLE stores ADD COLUMN clock_ahead INTEGER;
