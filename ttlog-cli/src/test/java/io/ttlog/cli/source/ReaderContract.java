/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Signal;
import io.ttlog.cli.ReaderRun;
import io.ttlog.core.FuzzContract;

/** What holds for every reader of imports: each record becomes an event or is rejected, and no text stops the import. */
abstract class ReaderContract extends FuzzContract {
    /** Reads the bytes as records of the signal and accepts them if all became events. */
    static boolean isImported(Signal signal, RecordReader reader, byte[] input) throws Exception {
        return isImported(signal, reader, input, 0);
    }

    /** As above, where so many records at least are in the bytes. */
    static boolean isImported(Signal signal, RecordReader reader, byte[] input, long recordsMin) throws Exception {
        ReaderRun run = ReaderRun.ofBytes(signal, null, reader, input);
        long events = run.writer().rows();
        if (events != run.events().size()) {
            throw new AssertionError(events + " rows, but " + run.events());
        }
        if (events + run.rejected() < recordsMin) {
            throw new AssertionError(events + " events and " + run.rejected() + " rejections of " + recordsMin
                    + " records\n" + run.report());
        }
        return events > 0 && run.rejected() == 0;
    }

    /** Each input is read twice at most; a reader begins with buffers of some hundred kilobytes. */
    @Override
    protected long allocatedBytesMax() {
        return 64L << 20;
    }
}
