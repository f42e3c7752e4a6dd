/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.subject;

import io.micrometer.core.annotation.Timed;
import io.micrometer.observation.annotation.Observed;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.ttlog.Instrument;

/** With the annotations of others. */
public class Foreign {
    private Foreign() {}

    @WithSpan
    static int withSpan(@SpanAttribute("user_id") long user, @SpanAttribute String named) {
        return (int) user + named.length();
    }

    @WithSpan(value = "named", kind = SpanKind.CLIENT)
    static int named() {
        return 1;
    }

    @WithSpan(value = "root", inheritContext = false)
    static int root() {
        return 1;
    }

    @Observed(
            name = "observed",
            lowCardinalityKeyValues = {"region", "eu"})
    static int observed() {
        return 2;
    }

    @Observed(name = "observed", contextualName = "in_context")
    static int observedInContext() {
        return 2;
    }

    @Timed(
            value = "timed",
            extraTags = {"a", "b"})
    static int timed() {
        return 3;
    }

    @Instrument(name = "ours")
    @WithSpan("theirs")
    static int both() {
        return 4;
    }

    @WithSpan("traced")
    @Timed("counted")
    static int tracedAndTimed() {
        return 5;
    }

    public static int call() {
        return withSpan(1, "ab") + named() + observed() + observedInContext() + timed() + both() + tracedAndTimed();
    }

    @Instrument(name = "outer")
    public static int callRoot() {
        return root();
    }
}
