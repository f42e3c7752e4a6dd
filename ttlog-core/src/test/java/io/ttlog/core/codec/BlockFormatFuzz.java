/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.EventFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Blocks as they come, and once more with a checksum that matches, so that the decompressors see what was made up. */
class BlockFormatFuzz extends FuzzContract {
    @Override
    protected boolean isAccepted(byte[] input) {
        boolean accepted = isBlock(input);
        if (!accepted && input.length >= BlockFormat.HEADER_BYTES) {
            byte[] repaired = input.clone();
            repair(repaired);
            isBlock(repaired);
        }
        return accepted;
    }

    private static void repair(byte[] block) {
        int stored = BlockFormat.claimedStoredBytes(block);
        if (stored >= 0 && stored <= block.length - BlockFormat.HEADER_BYTES) {
            CRC32C crc = new CRC32C();
            crc.update(block, 0, BlockFormat.CHECKSUM_OFFSET);
            crc.update(block, BlockFormat.HEADER_BYTES, stored);
            EventFormat.putInt(block, BlockFormat.CHECKSUM_OFFSET, (int) crc.getValue());
        }
    }

    private static boolean isBlock(byte[] bytes) {
        Block block;
        try {
            block = BlockFormat.decode(bytes, 0, bytes.length, "fuzz", 0);
        } catch (CorruptDataException e) {
            return false;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
        int stored = BlockFormat.storedBytes(Arrays.copyOf(bytes, BlockFormat.HEADER_BYTES), "fuzz", 0, bytes.length);
        if (block.nextOffset() != BlockFormat.HEADER_BYTES + stored) {
            throw new AssertionError("next at " + block.nextOffset() + " after " + stored + " stored bytes");
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        if (!Arrays.equals(BlockFormat.decode(direct, 0, "fuzz", 0).raw(), block.raw())) {
            throw new AssertionError("other bytes from a direct buffer");
        }
        byte[] raw = block.raw();
        byte[] again = new byte[BlockFormat.blockBytesMax(block.codec(), raw.length)];
        int length = BlockFormat.encode(block.codec(), raw, 0, raw.length, again, 0);
        if (!Arrays.equals(BlockFormat.decode(again, 0, length, "fuzz", 0).raw(), raw)) {
            throw new AssertionError("other bytes after a round trip");
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        byte[] text = "User 1 logged in, user 2 logged in, user 3 logged in from 10.0.0.1 "
                .repeat(6)
                .getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        for (BlockCodec codec : new BlockCodec[] {Codecs.NONE, Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY}) {
            byte[] block = new byte[BlockFormat.blockBytesMax(codec, text.length)];
            int length = BlockFormat.encode(codec, text, 0, text.length, block, 0);
            seeds.put(codec.name(), Arrays.copyOf(block, length));
        }
        return seeds;
    }

    /** Six times the largest block: each of two inputs is decoded twice and written with room for incompressible bytes. */
    @Override
    protected long allocatedBytesMax() {
        return 12L * BlockFormat.BLOCK_RAW_BYTES_MAX;
    }
}
