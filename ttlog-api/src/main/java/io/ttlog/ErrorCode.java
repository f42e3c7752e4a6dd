/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** What kind of failure a {@link TTLogException} reports. Numbers are stable. */
public enum ErrorCode {
    /** A setting or an argument is not usable. */
    CONFIGURATION(1, Type.USER),
    /** {@link TTLogBuilder#start} while a runtime is running. */
    ALREADY_STARTED(2, Type.USER),
    /** A query that does not parse. */
    SQL_SYNTAX(10, Type.USER),
    /** A query that parses but names or combines things that do not exist or do not fit. */
    SQL_SEMANTIC(11, Type.USER),
    /** A query exceeded a limit. */
    QUERY_LIMIT(12, Type.RESOURCE),
    /** No part on the class path can do what was asked. */
    NOT_AVAILABLE(20, Type.USER),
    /** Another process writes to the store. */
    STORE_LOCKED(30, Type.RESOURCE),
    /** The operating system failed a read or a write. */
    IO(31, Type.RESOURCE),
    /** Bytes that cannot be what they claim to be. */
    CORRUPT_DATA(40, Type.CORRUPTION),
    /** A format written by a newer ttlog. */
    UNKNOWN_VERSION(41, Type.CORRUPTION),
    /** A defect of ttlog. */
    INTERNAL(99, Type.INTERNAL);

    /** Who can do something about it. */
    public enum Type {
        /** The caller. */
        USER,
        /** Whoever runs the machine. */
        RESOURCE,
        /** Whoever has a backup. */
        CORRUPTION,
        /** The authors of ttlog. */
        INTERNAL
    }

    private final int number;
    private final Type type;

    ErrorCode(int number, Type type) {
        this.number = number;
        this.type = type;
    }

    /** The stable number of this code. */
    public int number() {
        return number;
    }

    /** Who can do something about it. */
    public Type type() {
        return type;
    }
}
