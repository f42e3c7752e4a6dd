/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Where an export was after a group.
 *
 * @param end bytes of the part file
 * @param checksum CRC-32C of those since the checkpoint before
 * @param part index of the part that was being read
 * @param partRows how many rows of it had been read, also those that were left out
 * @param rows in the file
 * @param note of the writer
 */
record Checkpoint(long end, int checksum, int part, long partRows, long rows, byte[] note) {
    /** Before the first group. */
    static final Checkpoint NONE = new Checkpoint(0, 0, 0, 0, 0, new byte[0]);

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
