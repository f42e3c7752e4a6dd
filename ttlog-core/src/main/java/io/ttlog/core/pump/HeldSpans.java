/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.core.event.EventFormat;
import org.jspecify.annotations.Nullable;

/**
 * The records of spans that wait for the decision on their trace: for each trace a chain of pieces, in the order in which they came.
 * Pieces lie in pages, which are allocated when needed and let go when nothing is held. Belongs to the pump's thread.
 *
 * <pre>
 *  0                8                             512
 *  +----------------+------------------------------+
 *  | next piece i32 | records, aligned, as a stream |     a record may go on in the next piece
 *  +----------------+------------------------------+
 * </pre>
 */
final class HeldSpans {
    /** Bytes of a piece: some three spans. A trace has one at least, so the bytes bound how many traces there are. */
    static final int PIECE_BYTES = 512;

    private static final int LINK_BYTES = EventFormat.ALIGNMENT; // so that the start of a record never straddles
    private static final int CONTENT_BYTES = PIECE_BYTES - LINK_BYTES;
    private static final int PIECES_PER_PAGE = 128;
    private static final int NONE = -1;

    private final int piecesMax;
    private final byte[] @Nullable [] pages;
    private int pagesMade;
    private int touched; // pieces from here on were never used
    private int free = NONE; // chain of pieces that were
    private int inUse;
    private int traces;

    /** Nothing held; so many bytes at most. */
    HeldSpans(int bytesMax) {
        piecesMax = bytesMax / PIECE_BYTES;
        pages = new byte[(piecesMax + PIECES_PER_PAGE - 1) / PIECES_PER_PAGE][];
    }

    /** Bytes in use. */
    int bytes() {
        return inUse * PIECE_BYTES;
    }

    /** How many traces something is held of. */
    int traces() {
        return traces;
    }

    /** Bytes allocated. */
    int bytesAllocated() {
        return pagesMade * PIECES_PER_PAGE * PIECE_BYTES;
    }

    /** Copies an aligned record to the end of what is held of the trace; false, and nothing happens, when there is no room. */
    boolean append(HeldTrace trace, byte[] record, int at, int bytes) {
        final int room = trace.spans == 0 ? 0 : CONTENT_BYTES - trace.lastBytes;
        final int pieces = bytes <= room ? 0 : (bytes - room + CONTENT_BYTES - 1) / CONTENT_BYTES;
        if (!prepare(pieces)) {
            return false;
        }
        if (trace.spans == 0) {
            trace.firstPiece = take();
            trace.lastPiece = trace.firstPiece;
            trace.lastBytes = 0;
            trace.readBytes = 0;
            traces++;
        }
        int from = at;
        while (from < at + bytes) {
            if (trace.lastBytes == CONTENT_BYTES) {
                final int next = take();
                link(trace.lastPiece, next);
                trace.lastPiece = next;
                trace.lastBytes = 0;
            }
            final int part = Math.min(at + bytes - from, CONTENT_BYTES - trace.lastBytes);
            System.arraycopy(record, from, page(trace.lastPiece), contentAt(trace.lastPiece) + trace.lastBytes, part);
            trace.lastBytes += part;
            from += part;
        }
        trace.spans++;
        return true;
    }

    /** Moves the first record of the trace into the array, to its start, and returns its aligned bytes. There is one. */
    int moveFirst(HeldTrace trace, byte[] into) {
        skipEmptied(trace);
        final int bytes = EventFormat.aligned(
                EventFormat.recordBytes(page(trace.firstPiece), contentAt(trace.firstPiece) + trace.readBytes));
        int done = 0;
        while (done < bytes) {
            skipEmptied(trace);
            final int part = Math.min(bytes - done, CONTENT_BYTES - trace.readBytes);
            System.arraycopy(page(trace.firstPiece), contentAt(trace.firstPiece) + trace.readBytes, into, done, part);
            trace.readBytes += part;
            done += part;
        }
        trace.spans--;
        if (trace.spans == 0) {
            traces--;
            give(trace.firstPiece);
        }
        return bytes;
    }

    private void skipEmptied(HeldTrace trace) {
        if (trace.readBytes == CONTENT_BYTES) {
            final int next = next(trace.firstPiece);
            give(trace.firstPiece);
            trace.firstPiece = next;
            trace.readBytes = 0;
        }
    }

    /** Forgets all that is held of the trace. */
    void drop(HeldTrace trace) {
        if (trace.spans > 0) {
            int piece = trace.firstPiece;
            while (piece != trace.lastPiece) {
                final int next = next(piece);
                give(piece);
                piece = next;
            }
            give(piece);
            trace.spans = 0;
            traces--;
        }
    }

    /** Lets go of memory when nothing is held. */
    void trim() {
        if (inUse == 0 && pagesMade > 1) {
            for (int i = 1; i < pagesMade; i++) {
                pages[i] = null;
            }
            pagesMade = 1;
            touched = 0;
            free = NONE;
        }
    }

    /** Makes sure of so many pieces. */
    private boolean prepare(int pieces) {
        if (pieces > piecesMax - inUse) {
            return false;
        }
        try {
            while (inUse + pieces > pagesMade * PIECES_PER_PAGE) {
                pages[pagesMade] = new byte[PIECES_PER_PAGE * PIECE_BYTES];
                pagesMade++;
            }
            return true;
        } catch (OutOfMemoryError noRoom) { // of the host, which must not see it from us
            return false;
        }
    }

    private int take() {
        int piece = free;
        if (piece == NONE) {
            piece = touched++;
        } else {
            free = next(piece);
        }
        inUse++;
        return piece;
    }

    private void give(int piece) {
        link(piece, free);
        free = piece;
        inUse--;
    }

    private byte[] page(int piece) {
        final byte[] page = pages[piece / PIECES_PER_PAGE];
        assert page != null;
        return page;
    }

    private static int linkAt(int piece) {
        return piece % PIECES_PER_PAGE * PIECE_BYTES;
    }

    private static int contentAt(int piece) {
        return linkAt(piece) + LINK_BYTES;
    }

    private int next(int piece) {
        return EventFormat.getInt(page(piece), linkAt(piece));
    }

    private void link(int piece, int next) {
        EventFormat.putInt(page(piece), linkAt(piece), next);
    }
}
