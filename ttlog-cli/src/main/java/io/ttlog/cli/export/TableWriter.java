/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.util.List;

/** Writes the rows of one table in one format. What it writes depends on the rows and the ends of groups alone. One thread. */
interface TableWriter {
    /** Writes what comes before the first group. */
    void begin(PartFile out) throws IOException;

    /** Adds rows (from inclusive, to exclusive) to the current group: a vector a column, of its type. */
    void add(List<Vector> columns, int from, int to, PartFile out) throws IOException;

    /** Ends the group, which has a row: all of it is written, and a note about it, which {@link #finish} gets again, returned. */
    byte[] endGroup(PartFile out) throws IOException;

    /** Writes what comes after the last group. */
    void finish(Notes notes, long rowCount, PartFile out) throws IOException;

    /** The notes of all groups, in order; kept in a file, because there may be many. */
    interface Notes {
        /** How many there are. */
        int count();

        /** Hands over one after the other. */
        void forEach(Reader reader) throws IOException;

        /** Gets a note. */
        interface Reader {
            /** Gets a note. */
            void take(byte[] note) throws IOException;
        }
    }
}
