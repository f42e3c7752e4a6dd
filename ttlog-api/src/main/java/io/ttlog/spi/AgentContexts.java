/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Context;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where ttlog meets {@code ttlog-agent}, which carries contexts from thread to thread by itself (RFC-0014). The agent's relay is a
 * class of the bootstrap loader; it knows this copy of ttlog only by what {@link #connect} gives it, and does not keep it alive.
 * Safe for all threads.
 */
public final class AgentContexts {
    private static final String RELAY = "java.util.concurrent.TTLogRelay";

    /** Tells with which context a thread was started; null without an agent. */
    private static volatile @Nullable Function<Object, @Nullable Object> ofThreads;

    private AgentContexts() {}

    /**
     * Connects to the agent, if this JVM has one; again and again without harm.
     *
     * @param current captures the context of the calling thread, null when there is none; to be held by its own class
     * @param enter makes a captured context, or for null none, the current one of a task, until what it returns is closed
     * @return whether there is an agent
     */
    public static boolean connect(
            Supplier<? extends @Nullable Object> current, Function<@Nullable Object, ? extends AutoCloseable> enter) {
        try {
            @SuppressWarnings("unchecked")
            Function<Object, @Nullable Object> started =
                    (Function<Object, @Nullable Object>) Class.forName(RELAY, true, null)
                            .getMethod("connect", Supplier.class, Function.class)
                            .invoke(null, current, enter);
            ofThreads = started;
            return started != null;
        } catch (ClassNotFoundException noAgent) {
            return false;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException otherVersion) {
            return false; // an agent that knows another protocol carries nothing
        }
    }

    /** With which context the thread was started; {@link Context#ROOT} when with none, and without an agent. */
    public static Context of(Thread thread) {
        final Function<Object, @Nullable Object> known = ofThreads;
        return known != null && known.apply(thread) instanceof Context context ? context : Context.ROOT;
    }
}
