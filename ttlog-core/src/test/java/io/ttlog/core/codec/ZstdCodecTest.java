/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

class ZstdCodecTest extends BlockCodecContract {
    @Override
    BlockCodec codec() {
        return Codecs.ZSTD;
    }
}
