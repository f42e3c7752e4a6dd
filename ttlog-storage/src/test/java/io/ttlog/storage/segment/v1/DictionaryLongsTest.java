/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class DictionaryLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new DictionaryLongs();
    }

    @Override
    int samplesTakenMin() {
        return 20;
    }
}
