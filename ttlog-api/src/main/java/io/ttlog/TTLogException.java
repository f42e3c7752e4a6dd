/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import org.jspecify.annotations.Nullable;

/** The one exception that ttlog throws. The message says what, the value, the limit and the way out. */
public class TTLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** An exception of the given kind. */
    public TTLogException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** An exception of the given kind, caused by another. */
    public TTLogException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The value, which must not be null. */
    static <T> T given(@Nullable T value, String what) {
        if (value == null) {
            throw new TTLogException(ErrorCode.CONFIGURATION, what + " cannot be null");
        }
        return value;
    }

    /** The kind of failure. */
    public ErrorCode code() {
        return code;
    }
}
