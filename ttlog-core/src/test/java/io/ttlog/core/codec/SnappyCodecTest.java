/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

class SnappyCodecTest extends BlockCodecContract {
    @Override
    BlockCodec codec() {
        return Codecs.SNAPPY;
    }
}
