/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that writes numbered events through a sink whose disk takes 16 bytes at a time, so that a kill mostly comes in the
 * middle of a frame: {@code DIRECTORY FIRST CODEC}. Prints {@code acked N} when all events below N are WRITTEN.
 */
final class SlowDiskWriter {
    private static final int EVENTS_PER_FLUSH = 500;

    private SlowDiskWriter() {}

    /** The command line of such a program. */
    static List<String> command(Path directory, long first, String codec) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                SlowDiskWriter.class.getName(),
                directory.toString(),
                Long.toString(first),
                codec);
    }

    public static void main(String[] arguments) throws IOException {
        Symbols symbols = new Symbols();
        int template = symbols.intern("event {number} says {text}");
        int number = symbols.intern("number");
        int text = symbols.intern("text");
        FaultyChannel.Disk disk = new FaultyChannel.Disk();
        disk.bytesPerWrite = 16;
        FileOptions options =
                FileOptions.DEFAULT.withCodec(Codecs.byName(arguments[2])).withBytesMax(1 << 20);
        EventEncoder encoder = new EventEncoder();
        try (FileSink sink = new FileSink(
                Path.of(arguments[0]), "slow", options, Clock.systemUTC(), symbols, System::nanoTime, disk)) {
            for (long next = Long.parseLong(arguments[1]); true; ) {
                List<byte[]> records = new ArrayList<>();
                for (int i = 0; i < EVENTS_PER_FLUSH; i++) {
                    encoder.beginLog(Level.INFO, template, 0, 0, 0, System.nanoTime())
                            .field(number, next)
                            .field(text, CommandedWriter.text(next));
                    records.add(SampleEvents.record(encoder));
                    next++;
                }
                byte[] batch = SampleEvents.batch(records);
                sink.write(batch, 0, batch.length);
                sink.flush(Ack.WRITTEN);
                System.out.println("acked " + next);
            }
        }
    }
}
