/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class PlainBinaryTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new PlainBinary();
    }

    @Override
    int samplesTakenMin() {
        return 32;
    }
}
