/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Span;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reactor's {@code Mono} or {@code Flux}, by name: what of them takes functions of the JDK alone. Found in the class path of the value that
 * a method returned, so that there need not be any.
 */
final class Publishers {
    private static final String MONO = "reactor.core.publisher.Mono";
    private static final String FLUX = "reactor.core.publisher.Flux";

    private static final ClassValue<@Nullable Publishers> BY_CLASS = new ClassValue<>() {
        @Override
        protected @Nullable Publishers computeValue(Class<?> type) {
            return find(type);
        }
    };

    private final @Nullable MethodHandle onSuccess; // null of a Flux
    private final MethodHandle onError;
    private final MethodHandle onTerminate;
    private final MethodHandle onCancel;

    private Publishers(Class<?> publisher) throws ReflectiveOperationException {
        onSuccess = publisher.getName().equals(MONO) ? operator(publisher, "doOnSuccess", Consumer.class) : null;
        onError = operator(publisher, "doOnError", Consumer.class);
        onTerminate = operator(publisher, "doOnTerminate", Runnable.class);
        onCancel = operator(publisher, "doOnCancel", Runnable.class);
    }

    private static MethodHandle operator(Class<?> publisher, String name, Class<?> argument)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup()
                .findVirtual(publisher, name, MethodType.methodType(publisher, argument))
                .asType(MethodType.methodType(Object.class, Object.class, argument));
    }

    /** Null when the class is not one of a publisher. */
    static @Nullable Publishers of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    private static @Nullable Publishers find(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (c.getName().equals(MONO) || c.getName().equals(FLUX)) {
                try {
                    return new Publishers(c);
                } catch (ReflectiveOperationException other) {
                    return null; // another library's, or another Reactor's: the span ends with the call
                }
            }
        }
        return null;
    }

    /** The publisher, which ends the call when it first completes, fails or is cancelled. */
    Object ending(Object publisher, Instrumented at, Span span, long started) {
        Span open = span;
        try {
            open = span.detach();
            Ending ending = new Ending(at, open, started);
            Object chained = publisher;
            if (onSuccess != null) {
                chained = onSuccess.invokeExact(chained, (Consumer<@Nullable Object>) ending::end);
            }
            chained = onError.invokeExact(chained, (Consumer<Throwable>) ending::fail);
            chained = onTerminate.invokeExact(chained, (Runnable) ending::end);
            return onCancel.invokeExact(chained, (Runnable) ending::cancel);
        } catch (Throwable refused) { // as in Ending.await
            at.exit(open, started);
            return publisher;
        }
    }
}
