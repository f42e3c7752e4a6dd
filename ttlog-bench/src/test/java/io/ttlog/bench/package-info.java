/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.ttlog.bench;

import org.jspecify.annotations.NullMarked;
