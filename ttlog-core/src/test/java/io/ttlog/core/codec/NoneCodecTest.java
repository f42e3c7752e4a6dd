/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

class NoneCodecTest extends BlockCodecContract {
    @Override
    BlockCodec codec() {
        return Codecs.NONE;
    }
}
