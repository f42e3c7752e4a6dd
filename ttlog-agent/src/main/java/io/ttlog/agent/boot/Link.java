/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import java.lang.ref.WeakReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One copy of ttlog, for as long as its class loader lives. Asked for a thread, it tells with which context of its own that was started. */
final class Link extends WeakReference<Supplier<?>> implements Function<Object, @Nullable Object> {
    private final WeakReference<Function<@Nullable Object, ?>> enter;

    Link(Supplier<?> current, Function<@Nullable Object, ?> enter) {
        super(current);
        this.enter = new WeakReference<>(enter);
    }

    /** What is current in the calling thread; null when nothing is. */
    @Nullable
    Object capture() {
        final Supplier<?> current = get();
        return current == null ? null : current.get();
    }

    /** Makes it current, or for null nothing. */
    @Nullable
    AutoCloseable enter(@Nullable Object context) {
        final Function<@Nullable Object, ?> known = enter.get();
        return known == null ? null : (AutoCloseable) known.apply(context);
    }

    @Override
    public @Nullable Object apply(Object thread) {
        return Relay.contextOfThread(thread, this);
    }
}
