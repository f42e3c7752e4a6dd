/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

class OwnedInletTest extends RingContract {
    @Override
    Inlet inlet() {
        return new OwnedInlet(CAPACITY);
    }
}
