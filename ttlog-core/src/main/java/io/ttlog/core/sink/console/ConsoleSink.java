/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.Status;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Prints events ({@link EventLine}, or {@link EventJson} when asked to), but not the metrics of ttlog itself. A batch is rendered into one buffer and written at once; a batch whose text
 * is longer than {@link #BUFFER_CHARS_MAX} is written in parts. Blocks where standard output blocks. Belongs to one thread.
 */
public final class ConsoleSink implements Sink {
    static final String NAME = "console";

    /** The buffer is written when it has grown to this. */
    static final int BUFFER_CHARS_MAX = 64 << 10;

    private final PrintStream out;
    private final Charset charset;
    private final Symbols symbols;
    private final EventLayout layout;
    private final EventReader reader = new EventReader();
    private final StringBuilder text = new StringBuilder();

    /** Prints to the stream, which is flushed but never closed. */
    public ConsoleSink(PrintStream out, Charset charset, boolean colored, Symbols symbols) {
        this(out, charset, new EventLine(symbols::text, colored), symbols);
    }

    /** Prints to the stream, which is flushed but never closed, in another layout than lines for people. */
    public ConsoleSink(PrintStream out, Charset charset, EventLayout layout, Symbols symbols) {
        this.out = out;
        this.charset = charset;
        this.symbols = symbols;
        this.layout = layout;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(buffer, at))) {
            if (!EventFormat.isPadding(buffer, at) && !tellsOfItself(reader.wrap(buffer, at))) {
                layout.append(text, reader);
                if (text.length() >= BUFFER_CHARS_MAX) {
                    print();
                }
            }
        }
        print();
        check();
    }

    @Override
    public void flush(Ack level) throws IOException {
        if (level != Ack.ACCEPTED) {
            check();
        }
    }

    @Override
    public void close() throws IOException {
        check();
    }

    /** What ttlog measures of itself is for queries: people at a console look for what the application does. */
    private boolean tellsOfItself(EventReader event) {
        return event.signal() == Signal.METRIC && Status.SELF.equals(symbols.text(event.service()));
    }

    private void print() {
        byte[] bytes = text.toString().getBytes(charset);
        text.setLength(0);
        if (text.capacity() > 4 * BUFFER_CHARS_MAX) {
            text.trimToSize(); // one huge event does not hold its memory for ever
        }
        out.write(bytes, 0, bytes.length);
    }

    /** Flushes; a PrintStream keeps its failure to itself until it is asked. */
    private void check() throws IOException {
        if (out.checkError()) {
            throw new IOException("standard output does not take what is written to it");
        }
    }
}
