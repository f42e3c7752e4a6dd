/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.runtime.Recorder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A wrong use of a span, which an assertion tells of where assertions are on; it is counted and does nothing else in any case. */
public final class Misuse {
    private Misuse() {}

    /** Does it. */
    public static void of(ThrowingCallable use) {
        if (Recorder.class.desiredAssertionStatus()) {
            assertThatThrownBy(use).isInstanceOf(AssertionError.class).hasMessageContaining("span is used");
        } else {
            assertThatCode(use).doesNotThrowAnyException();
        }
    }
}
