/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What producers and consumers of a ring see of each other, by jcstress. Here because inlets are of this package; nothing imports this.
 */
@NullMarked
package io.ttlog.core.ring;

import org.jspecify.annotations.NullMarked;
