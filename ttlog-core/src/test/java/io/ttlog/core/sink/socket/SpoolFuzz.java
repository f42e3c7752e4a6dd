/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;

/** A spool file that an earlier sender has left, as it comes, and once more with checksums that match. */
class SpoolFuzz extends FuzzContract {
    private static final String NAME = "0000000001.spool";
    private static final long BYTES_MAX = 32 << 20;
    private static final int CRC_OFFSET = 32;

    @TempDir
    Path directory;

    @Override
    protected boolean isAccepted(byte[] input) throws IOException {
        boolean accepted = isWhole(input);
        if (!accepted && input.length >= SpoolFile.HEADER_BYTES) {
            byte[] repaired = input.clone();
            CRC32C crc = new CRC32C();
            crc.update(repaired, 0, CRC_OFFSET);
            EventFormat.putInt(repaired, CRC_OFFSET, (int) crc.getValue());
            MessageReaderFuzz.repair(repaired, SpoolFile.HEADER_BYTES);
            isWhole(repaired);
        }
        return accepted;
    }

    private boolean isWhole(byte[] bytes) throws IOException {
        Path file = directory.resolve(NAME);
        Files.deleteIfExists(file); // some file systems flush a file that is written over
        Files.write(file, bytes);
        long frameBytes = SpoolFile.HEADER_BYTES;
        List<String> damage;
        try (Spool spool = Spool.open(directory, BYTES_MAX, 1)) {
            long last = Long.MIN_VALUE;
            for (SpooledFrame frame = spool.next(); frame != null; frame = spool.next()) {
                Message message = frame.message();
                if (message.kind() != Message.Kind.FRAME || message.sequence() <= last) {
                    throw new AssertionError(message + " behind frame " + last);
                }
                last = message.sequence();
                frameBytes += Message.HEADER_BYTES + message.payload().length;
            }
            damage = spool.takeDamage();
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
        if (frameBytes > Math.max(bytes.length, SpoolFile.HEADER_BYTES)) {
            throw new AssertionError("frames of " + frameBytes + " bytes in " + bytes.length);
        }
        return damage.isEmpty() && frameBytes == bytes.length;
    }

    @Override
    protected Map<String, byte[]> written() throws IOException {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (int frames = 1; frames <= 3; frames++) {
            Path written = Files.createTempDirectory(directory, "written");
            try (Spool spool = Spool.open(written, BYTES_MAX, 7)) {
                for (int sequence = 1; sequence <= frames; sequence++) {
                    byte[] payload = new byte[20 * frames];
                    spool.append(new Message(Message.Kind.FRAME, sequence, frames, payload));
                }
            }
            seeds.put("frames-" + frames, Files.readAllBytes(written.resolve(NAME)));
        }
        return seeds;
    }

    /** Two readings, each of one frame at a time. */
    @Override
    protected long allocatedBytesMax() {
        return 8L * BlockFormat.BLOCK_RAW_BYTES_MAX;
    }
}
