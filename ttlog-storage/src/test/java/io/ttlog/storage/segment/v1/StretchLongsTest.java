/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class StretchLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new StretchLongs();
    }

    @Override
    int samplesTakenMin() {
        return 40;
    }
}
