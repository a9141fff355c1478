package io.tickwire.examples.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number above 0 from the command line. */
public abstract class DecimalRange implements ITypeConverter<Double> {
    private final double max;

    /**
     * Takes the bound.
     *
     * @param max the highest number
     */
    protected DecimalRange(double max) {
        this.max = max;
    }

    @Override
    public Double convert(String value) {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw new TypeConversionException(value + " is not above 0 and at most " + (long) max);
    }
}
