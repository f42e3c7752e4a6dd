/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Where an export was after a group. */
final class Checkpoint {
    /** Before the first group. */
    static final Checkpoint NONE = new Checkpoint(0, 0, 0, 0, 0, new byte[0]);

    private final long end;
    private final int checksum;
    private final int part;
    private final long partRows;
    private final long rows;
    private final byte[] note;

    Checkpoint(long end, int checksum, int part, long partRows, long rows, byte[] note) {
        this.end = end;
        this.checksum = checksum;
        this.part = part;
        this.partRows = partRows;
        this.rows = rows;
        this.note = note;
    }

    /** Bytes of the part file. */
    long end() {
        return end;
    }

    /** CRC-32C of those since the checkpoint before. */
    int checksum() {
        return checksum;
    }

    /** Index of the part that was being read. */
    int part() {
        return part;
    }

    /** How many rows of it had been read, also those that were left out. */
    long partRows() {
        return partRows;
    }

    /** Rows in the file. */
    long rows() {
        return rows;
    }

    /** What the writer noted; shared, not to be changed. */
    byte[] note() {
        return note;
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(end);
        out.writeInt(checksum);
        out.writeInt(part);
        out.writeLong(partRows);
        out.writeLong(rows);
        out.write(note);
        return bytes.toByteArray();
    }

    static Checkpoint of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return new Checkpoint(
                in.readLong(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readAllBytes());
    }
}
