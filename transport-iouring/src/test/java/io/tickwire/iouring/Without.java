package io.tickwire.iouring;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has each test of a class run as on a kernel that lacks operations. Registered in a static field,
 * it holds for nested classes too.
 */
final class Without implements BeforeEachCallback, AfterEachCallback {
    private final String operations;

    /**
     * Names what is lacking.
     *
     * @param operations as {@link IoUringTransportProvider#WITHOUT_PROPERTY} takes them
     */
    Without(String operations) {
        this.operations = operations;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, operations);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
    }
}
