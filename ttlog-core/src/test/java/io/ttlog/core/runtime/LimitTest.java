/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Level;
import io.ttlog.spi.Limit;
import io.ttlog.spi.LogCall;
import org.jspecify.annotations.Nullable;

/** Limits of macros. */
class LimitTest extends LimitContract {
    @Override
    protected void call(Level level, Limit limit, String template, long n, @Nullable Throwable error) {
        LogCall call = recorder.call(level, template, limit).value(n);
        if (error != null) {
            call.value(error);
        }
        call.end();
    }
}
