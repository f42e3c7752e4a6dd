/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.record;

/** A record cannot be used; the message says why. Without a stack trace, because data causes it, perhaps on every line. */
public final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A record cannot be used for the reason given. */
    public RejectedException(String reason) {
        super(reason, null, false, false);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
