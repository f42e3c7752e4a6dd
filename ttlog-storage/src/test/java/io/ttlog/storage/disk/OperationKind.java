/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.util.EnumSet;
import java.util.Set;

/** What a program does to a disk. Asking for attributes is not counted, and does not fail. */
public enum OperationKind {
    /** Opens a file or directory that is there. */
    OPEN,
    /** Reads or maps bytes. */
    READ,
    /** Lists a directory. */
    LIST,
    /** Makes a file. */
    CREATE,
    /** Makes a directory. */
    CREATE_DIRECTORY,
    /** Gives a file another name more. */
    LINK,
    /** Writes bytes. */
    WRITE,
    /** Cuts a file. */
    TRUNCATE,
    /** Forces a file or directory to the device. */
    FORCE,
    /** Gives a file another name. */
    RENAME,
    /** Takes a name away. */
    DELETE;

    /** All of them: the device is gone. */
    public static final Set<OperationKind> ALL = Set.copyOf(EnumSet.allOf(OperationKind.class));

    /** Whether a loss of power before and after it may leave something else. */
    public boolean changes() {
        return ordinal() >= CREATE.ordinal();
    }
}
