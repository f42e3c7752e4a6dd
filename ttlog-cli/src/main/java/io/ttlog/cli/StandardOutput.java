/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that does not lose a failure. A {@link java.io.PrintWriter} swallows every {@link IOException}; this throws the
 * first as an {@link OutputException}, which goes through it and ends the command, and takes nothing afterwards.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private @Nullable IOException failure;

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (failure == null) {
            try {
                target.write(bytes, from, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public void flush() {
        if (failure == null) {
            try {
                target.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private OutputException failed(IOException cause) {
        failure = cause;
        return new OutputException(cause);
    }

    /** Standard output took no more. */
    static final class OutputException extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        private final boolean readerGone;

        OutputException(IOException cause) {
            super("standard output could not be written: " + cause.getMessage(), cause);
            String reason = String.valueOf(cause.getMessage());
            readerGone = reason.contains("Broken pipe") || reason.contains("pipe is being closed");
        }

        /** Whether who reads the output wants no more of it, as {@code head} does: nobody needs to be told. */
        boolean isReaderGone() {
            return readerGone;
        }
    }
}
