/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

/** A decoded block: its raw bytes and where the next block starts. */
public final class Block {
    private final byte[] raw;
    private final int nextOffset;
    private final BlockCodec codec;

    Block(byte[] raw, int nextOffset, BlockCodec codec) {
        this.raw = raw;
        this.nextOffset = nextOffset;
        this.codec = codec;
    }

    /** The raw bytes: an array of exactly their length, which belongs to the caller. */
    public byte[] raw() {
        return raw;
    }

    /** The offset behind the block, in what it was decoded from. */
    public int nextOffset() {
        return nextOffset;
    }

    /** The codec that the stored bytes were compressed with. */
    public BlockCodec codec() {
        return codec;
    }
}
