/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

class Lz4CodecTest extends BlockCodecContract {
    @Override
    BlockCodec codec() {
        return Codecs.LZ4;
    }
}
