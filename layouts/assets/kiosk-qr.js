// QR codes made in the browser, for addresses that the build can't know: the
// same steps as internal/render/qr.go, byte mode, error correction M, up to 251
// bytes. A browser test holds both to the same pictures.
(function () {
  "use strict";

  var CHECK = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30]; // check bytes a block, by version
  var BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5];

  function modules(version) {
    var n = (16 * version + 128) * version + 64;
    if (version < 2) return n;
    var marks = Math.floor(version / 7) + 2;
    return n - ((25 * marks - 10) * marks - 55) - (version >= 7 ? 36 : 0);
  }
  function dataBytes(version) { return Math.floor(modules(version) / 8) - CHECK[version] * BLOCKS[version]; }
  function capacity(version) { return Math.floor((dataBytes(version) * 8 - (version >= 10 ? 20 : 12)) / 8); }

  // ---- Bytes ----

  function multiply(x, y) {
    var z = 0;
    for (var i = 7; i >= 0; i--) {
      z = (z << 1 ^ (z >> 7) * 0x11d) & 0xff;
      if (y >> i & 1) z ^= x;
    }
    return z;
  }

  function divisor(degree) {
    var d = [], root = 1;
    for (var i = 0; i < degree; i++) d.push(i === degree - 1 ? 1 : 0);
    for (i = 0; i < degree; i++) {
      for (var j = 0; j < degree; j++) d[j] = multiply(d[j], root) ^ (j + 1 < degree ? d[j + 1] : 0);
      root = multiply(root, 2);
    }
    return d;
  }

  function checkBytes(data, by) {
    var out = by.map(function () { return 0; });
    data.forEach(function (b) {
      var f = b ^ out.shift();
      out.push(0);
      by.forEach(function (d, i) { out[i] ^= multiply(d, f); });
    });
    return out;
  }

  function codewords(bytes, version) {
    var size = dataBytes(version), nibbles = [4];
    function push(b) { nibbles.push(b >> 4, b & 15); }
    if (version >= 10) push(bytes.length >> 8);
    push(bytes.length & 0xff);
    bytes.forEach(push);
    nibbles.push(0);
    var data = [];
    for (var i = 0; i < nibbles.length; i += 2) data.push(nibbles[i] << 4 | nibbles[i + 1]);
    for (var pad = 0xec; data.length < size; pad ^= 0xec ^ 0x11) data.push(pad);

    var count = BLOCKS[version], short = Math.floor(size / count), longer = size % count;
    var by = divisor(CHECK[version]), blocks = [], at = 0;
    for (i = 0; i < count; i++) {
      var n = short + (i >= count - longer ? 1 : 0);
      blocks.push(data.slice(at, at + n));
      at += n;
    }
    var checks = blocks.map(function (b) { return checkBytes(b, by); }), out = [];
    function deal(lists, length) {
      for (var j = 0; j < length; j++) lists.forEach(function (l) { if (j < l.length) out.push(l[j]); });
    }
    deal(blocks, short + 1);
    deal(checks, CHECK[version]);
    return out;
  }

  // ---- Modules ----

  function Matrix(version) {
    var n = this.size = 4 * version + 17, i;
    this.dark = [];
    this.fixed = [];
    for (i = 0; i < n; i++) {
      this.dark.push(new Array(n).fill(0));
      this.fixed.push(new Array(n).fill(0));
    }
    for (i = 0; i < n; i++) {
      this.draw(6, i, i % 2 === 0);
      this.draw(i, 6, i % 2 === 0);
    }
    this.square(3, 3, 4);
    this.square(n - 4, 3, 4);
    this.square(3, n - 4, 4);
    var marks = alignment(version), end = marks.length - 1;
    for (i = 0; i <= end; i++) {
      for (var j = 0; j <= end; j++) {
        if (!(i === 0 && (j === 0 || j === end) || i === end && j === 0)) this.square(marks[i], marks[j], 2);
      }
    }
    this.format(0);
    if (version >= 7) {
      var r = version;
      for (i = 0; i < 12; i++) r = r << 1 ^ (r >> 11) * 0x1f25;
      var code = version << 12 | r & 0xfff;
      for (i = 0; i < 18; i++) {
        var a = n - 11 + i % 3, b = Math.floor(i / 3);
        this.draw(a, b, code >> i & 1);
        this.draw(b, a, code >> i & 1);
      }
    }
  }

  function alignment(version) {
    if (version === 1) return [];
    var count = Math.floor(version / 7) + 2, step = Math.floor((version * 4 + count * 2 + 1) / (count * 2 - 2)) * 2;
    var marks = [6];
    for (var i = count - 1, at = version * 4 + 10; i > 0; i--, at -= step) marks[i] = at;
    return marks;
  }

  Matrix.prototype.draw = function (x, y, dark) {
    this.fixed[y][x] = 1;
    this.dark[y][x] = dark ? 1 : 0;
  };
  Matrix.prototype.square = function (cx, cy, radius) {
    for (var dy = -radius; dy <= radius; dy++) {
      for (var dx = -radius; dx <= radius; dx++) {
        var x = cx + dx, y = cy + dy, ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (x < 0 || y < 0 || x >= this.size || y >= this.size) continue;
        this.draw(x, y, radius === 2 ? ring !== 1 : ring !== 4 && ring !== 2);
      }
    }
  };
  Matrix.prototype.format = function (mask) {
    var r = mask, n = this.size, i;
    for (i = 0; i < 10; i++) r = r << 1 ^ (r >> 9) * 0x537;
    var code = (mask << 10 | r & 0x3ff) ^ 0x5412;
    function bit(k) { return code >> k & 1; }
    for (i = 0; i < 6; i++) {
      this.draw(8, i, bit(i));
      this.draw(5 - i, 8, bit(i + 9));
    }
    this.draw(8, 7, bit(6));
    this.draw(8, 8, bit(7));
    this.draw(7, 8, bit(8));
    for (i = 0; i < 8; i++) this.draw(n - 1 - i, 8, bit(i));
    for (i = 8; i < 15; i++) this.draw(8, n - 15 + i, bit(i));
    this.draw(8, n - 8, 1);
  };
  Matrix.prototype.place = function (data) {
    var i = 0, n = this.size;
    for (var right = n - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (var v = 0; v < n; v++) {
        var y = (right + 1 & 2) === 0 ? n - 1 - v : v;
        for (var x = right; x > right - 2; x--) {
          if (this.fixed[y][x] || i >= data.length * 8) continue;
          this.dark[y][x] = data[i >> 3] >> (7 - i % 8) & 1;
          i++;
        }
      }
    }
  };

  var masks = [
    function (x, y) { return (x + y) % 2; },
    function (x, y) { return y % 2; },
    function (x) { return x % 3; },
    function (x, y) { return (x + y) % 3; },
    function (x, y) { return (Math.floor(x / 3) + Math.floor(y / 2)) % 2; },
    function (x, y) { return x * y % 2 + x * y % 3; },
    function (x, y) { return (x * y % 2 + x * y % 3) % 2; },
    function (x, y) { return ((x + y) % 2 + x * y % 3) % 2; },
  ];

  Matrix.prototype.flip = function (mask) {
    for (var y = 0; y < this.size; y++) {
      for (var x = 0; x < this.size; x++) {
        if (!this.fixed[y][x] && masks[mask](x, y) === 0) this.dark[y][x] ^= 1;
      }
    }
    this.format(mask);
  };

  // What the standard charges for patterns that confuse a reader.
  function charge(line) {
    var text = line.join(""), total = 0, run = /0{5,}|1{5,}/g, found;
    while ((found = run.exec(text))) total += found[0].length - 2;
    ["10111010000", "00001011101"].forEach(function (p) {
      for (var i = text.indexOf(p); i >= 0; i = text.indexOf(p, i + 1)) total += 40;
    });
    return total;
  }
  Matrix.prototype.penalty = function () {
    var n = this.size, total = 0, dark = 0, m = this.dark;
    for (var i = 0; i < n; i++) {
      total += charge(m[i]) + charge(m.map(function (row) { return row[i]; }));
      for (var j = 0; j < n; j++) {
        dark += m[i][j];
        if (i + 1 < n && j + 1 < n && m[i][j] === m[i][j + 1] && m[i][j] === m[i + 1][j] && m[i][j] === m[i + 1][j + 1]) total += 3;
      }
    }
    return total + Math.floor(Math.abs(dark * 20 - n * n * 10) / (n * n)) * 10;
  };

  Matrix.prototype.svg = function () {
    var size = this.size + 8, path = "";
    this.dark.forEach(function (row, y) {
      var pen = -4;
      path += "M0 " + (y + 4) + ".5";
      for (var x = 0; x < row.length;) {
        if (!row[x]) { x++; continue; }
        var from = x;
        while (row[x]) x++;
        path += "m" + (from - pen) + " 0h" + (x - from);
        pen = x;
      }
    });
    return '<svg viewBox="0 0 ' + size + " " + size + '" role="img" aria-label="二维码" shape-rendering="crispEdges"><path stroke="#000" d="' + path + '"/></svg>';
  };

  // gongkaiQR is an address as a picture, or "" when it is too long.
  window.gongkaiQR = function (address) {
    var bytes = Array.from(new TextEncoder().encode(address));
    var version = 1;
    while (version < CHECK.length && bytes.length > capacity(version)) version++;
    if (version === CHECK.length) return "";
    var m = new Matrix(version), best = 0, least = Infinity;
    m.place(codewords(bytes, version));
    masks.forEach(function (_, mask) {
      m.flip(mask);
      var p = m.penalty();
      if (p < least) { least = p; best = mask; }
      m.flip(mask);
    });
    m.flip(best);
    return m.svg();
  };
})();
