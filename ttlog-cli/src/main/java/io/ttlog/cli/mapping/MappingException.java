/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

/** A mapping that cannot be used; the message says why and what would do. */
public final class MappingException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A mapping that cannot be used. */
    public MappingException(String message) {
        super(message);
    }
}
