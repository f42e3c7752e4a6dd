/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.AgentContexts;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the agent asks this copy of ttlog for, when it carries contexts by itself. Types of the JDK: the agent knows no others. */
final class TaskContexts implements Supplier<@Nullable Object>, Function<@Nullable Object, Scope> {
    /** The agent holds it weakly, this class does for good. */
    private static final TaskContexts INSTANCE = new TaskContexts();

    private TaskContexts() {}

    /** Connects to the agent, if there is one. */
    static void connect() {
        AgentContexts.connect(INSTANCE, INSTANCE);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // there is one
    public @Nullable Object get() {
        final Context context = LogMacros.backend.context();
        return context == Context.ROOT ? null : context;
    }

    @Override
    public Scope apply(@Nullable Object context) {
        return LogMacros.backend.enterTask(context == null ? Context.ROOT : (Context) context);
    }
}
