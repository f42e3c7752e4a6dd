/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives a test method a {@link Random} parameter whose seed is new in each run, or taken from {@code -Dttlog.seed}, and
 * prints the seed when the test fails.
 */
public final class SeededRandom implements ParameterResolver, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SeededRandom.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        test.getStore(NAMESPACE).put("seed", seed);
        return new Random(seed);
    }

    @Override
    public void testFailed(ExtensionContext test, @Nullable Throwable cause) {
        Object seed = test.getStore(NAMESPACE).get("seed");
        if (seed != null) {
            System.err.println(test.getDisplayName() + " failed; repeat it with -Dttlog.seed=" + seed);
        }
    }
}
