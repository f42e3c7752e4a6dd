/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a method, or a constructor, a span of its own: from its beginning to its end, and the error when it throws. A {@link
 * java.util.concurrent.CompletionStage} that it returns, and a {@code Mono} or {@code Flux}, ends the span when it completes.
 * Takes effect once {@code ttlog-agent} has woven the class: at build time, with {@code -javaagent}, or by {@link TTLog#attach}.
 * Without that, and without ttlog running, nothing happens. A woven call allocates nothing beyond what a span does.
 *
 * <p>On a class: for its public methods with a body, those that it declares itself; not for constructors, for {@code toString},
 * {@code equals} and {@code hashCode}, and the accessors of records. What a method says goes before what its class says.
 *
 * <p>Of a constructor the span begins when {@code super(...)} or {@code this(...)} has returned. An annotation counts where the
 * code is: not for those who implement an annotated method of an interface, or override one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
public @interface Instrument {
    /** The name of the span: by default {@code Class.method}, or {@code new Class}; of a class, what stands in place of {@code Class}. */
    String name() default "";

    /** No span for this method of an annotated class. */
    boolean skip() default false;

    /**
     * A call that takes less is not recorded, unless it fails: a number and ns, us, ms, s or m, as in {@code 250ms}. Metrics count it all
     * the same.
     */
    String slowerThan() default "";

    /**
     * Also counts the calls, {@code method_calls_total} with labels {@code span} and {@code outcome} (ok or error), and measures them,
     * {@code method_duration_ms} with label {@code span}. Takes two more readings of the clock.
     */
    boolean metrics() default false;

    /** Records the result as the field {@code result}; {@link Field} on the method gives it another name. Not of a {@code Flux}. */
    boolean recordResult() default false;
}
