/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.log;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.manifest.StreamMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Log files as they come, and once more with checksums that match, so that symbols and events see what was made up. */
class LogFileFuzz extends FuzzContract {
    private static final long FIRST_SEQUENCE = 17;

    @TempDir
    Path directory;

    @Override
    protected boolean isAccepted(byte[] input) throws IOException {
        boolean accepted = isWhole(input);
        if (!accepted && input.length >= LogFormat.HEADER_BYTES) {
            byte[] repaired = input.clone();
            repair(repaired);
            isWhole(repaired);
        }
        return accepted;
    }

    private boolean isWhole(byte[] bytes) throws IOException {
        Path path = directory.resolve(LogFormat.fileName(FIRST_SEQUENCE));
        Files.deleteIfExists(path); // some file systems flush a file that is written over
        Files.write(path, bytes);
        try (LogFile log = LogFile.open(path)) {
            long[] latest = {FIRST_SEQUENCE - 1};
            EventText text = new EventText(log::symbol);
            log.replay(FIRST_SEQUENCE, (event, sequence) -> {
                if (sequence <= latest[0]) {
                    throw new AssertionError("sequence " + sequence + " behind " + latest[0]);
                }
                latest[0] = sequence;
                Event.of(event, log::symbol, text);
            });
            if (log.nextSequence() <= latest[0] && latest[0] != Long.MAX_VALUE) {
                throw new AssertionError("next sequence " + log.nextSequence() + " after " + latest[0]);
            }
            return log.headerRead() && log.damage().isEmpty() && log.notes().isEmpty();
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
    }

    private static void repair(byte[] file) {
        EventFormat.putInt(file, LogFormat.HEADER_CRC_OFFSET, LogFormat.crc(file, 0, LogFormat.HEADER_CRC_OFFSET));
        byte[] salt = Arrays.copyOfRange(file, LogFormat.SALT_OFFSET, LogFormat.SALT_OFFSET + Long.BYTES);
        int at = LogFormat.HEADER_BYTES;
        while (file.length - at >= LogFormat.RECORD_HEADER_BYTES) {
            int payloadBytes = EventFormat.getInt(file, at + LogFormat.PAYLOAD_BYTES_OFFSET);
            int payloadAt = at + LogFormat.RECORD_HEADER_BYTES;
            boolean isRecord = EventFormat.getInt(file, at) == LogFormat.RECORD_MAGIC;
            boolean fits = payloadBytes >= 0 && payloadBytes <= file.length - payloadAt;
            if (isRecord && fits) {
                EventFormat.putInt(
                        file, at + LogFormat.PAYLOAD_CRC_OFFSET, LogFormat.crc(file, payloadAt, payloadBytes));
            }
            if (isRecord) {
                EventFormat.putInt(file, at + LogFormat.RECORD_CRC_OFFSET, LogFormat.recordCrc(file, at, salt));
            }
            at = isRecord && fits ? payloadAt + payloadBytes : at + EventFormat.ALIGNMENT;
        }
    }

    @Override
    protected Map<String, byte[]> written() throws IOException {
        Symbols symbols = new Symbols();
        List<byte[]> records = new SampleEvents(symbols).fixed();
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (int first = 0; first < records.size(); first += 2) {
            Path file = directory.resolve(LogFormat.fileName(FIRST_SEQUENCE));
            Files.deleteIfExists(file);
            try (LogWriter writer = LogWriter.create(directory, FIRST_SEQUENCE, 0x0123_4567_89AB_CDEFL)) {
                for (byte[] record : records.subList(first, Math.min(first + 2, records.size()))) {
                    byte[] padded = Arrays.copyOf(record, EventFormat.aligned(record.length));
                    writer.append(padded, 0, padded.length, symbols);
                }
            }
            seeds.put("log-" + first / 2, Files.readAllBytes(file));
        }
        Path file = directory.resolve(LogFormat.fileName(FIRST_SEQUENCE));
        Files.deleteIfExists(file);
        try (LogWriter writer = LogWriter.create(directory, FIRST_SEQUENCE, 0x0123_4567_89AB_CDEFL)) {
            byte[] frame = SampleEvents.batch(records.subList(0, 1));
            writer.appendFrame(frame, 0, frame.length, symbols, new StreamMark(-2, 1));
            writer.appendFrame(frame, 0, frame.length, symbols, new StreamMark(-2, 2));
        }
        seeds.put("frames", Files.readAllBytes(file));
        return seeds;
    }

    /** Two readings, each of a table of all the symbols that there may be and of one record at a time. */
    @Override
    protected long allocatedBytesMax() {
        return 2L * (16L * Symbols.SYMBOLS_MAX + 4L * LogFormat.PAYLOAD_BYTES_MAX);
    }
}
