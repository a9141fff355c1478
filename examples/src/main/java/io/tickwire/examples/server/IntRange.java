package io.tickwire.examples.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of a range from the command line. */
public abstract class IntRange implements ITypeConverter<Integer> {
    private final int min;
    private final int max;

    /**
     * Takes the range.
     *
     * @param min the lowest number
     * @param max the highest number
     */
    protected IntRange(int min, int max) {
        this.min = min;
        this.max = max;
    }

    @Override
    public final Integer convert(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw new TypeConversionException(value + " is not a number from " + min + " to " + max);
    }
}
