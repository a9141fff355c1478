package io.tickwire.properties;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Gives properties the seed of a build, so that all builds of one commit run the same programs. */
final class FixedSeed implements AroundPropertyHook {
    private static final String SEED_PROPERTY = "tickwire.properties.seed";
    private static final String RANDOM = "random";

    @Override
    public PropertyExecutionResult aroundProperty(
            PropertyLifecycleContext context, PropertyExecutor property) throws Throwable {
        String seed = System.getProperty(SEED_PROPERTY, "1");
        if (!seed.equals(RANDOM)) {
            context.attributes().setSeed(seed);
        }
        return property.execute();
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
