/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class PlainLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new PlainLongs();
    }

    @Override
    int samplesTakenMin() {
        return 56;
    }
}
