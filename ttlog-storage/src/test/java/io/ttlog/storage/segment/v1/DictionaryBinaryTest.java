/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class DictionaryBinaryTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new DictionaryBinary();
    }

    @Override
    int samplesTakenMin() {
        return 12;
    }
}
