//! Makes what the web interface serves ready to be embedded: each file compressed, and named by what is in it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context, Result};

const FOLDER: &str = "src/web/asset/files";
/// The files, and what they are.
const FILES: [(&str, &str); 5] = [
    ("belfry.css", "text/css; charset=utf-8"),
    ("belfry.js", "text/javascript; charset=utf-8"),
    ("htmx.js", "text/javascript; charset=utf-8"),
    ("favicon.svg", "image/svg+xml"),
    ("logo.svg", "image/svg+xml"),
];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(FOLDER);
    let out = env::var("OUT_DIR")?;
    let mut code = String::from("static ASSETS: &[Asset] = &[\n");
    for (name, kind) in FILES {
        let path = folder.join(name);
        let bytes = fs::read(&path).with_context(|| format!("reading {name}"))?;
        let (plain, out) = (path.display(), Path::new(&out));
        let brotli = out.join(format!("{name}.br"));
        fs::write(&brotli, with_brotli(&bytes)?).with_context(|| format!("writing {name}.br"))?;
        let gzip = out.join(format!("{name}.gz"));
        fs::write(&gzip, with_gzip(&bytes)?).with_context(|| format!("writing {name}.gz"))?;
        let url = format!("/assets/{}/{name}", hash(&bytes));
        writeln!(
            code,
            "Asset {{ name: {name:?}, url: {url:?}, kind: {kind:?}, plain: include_bytes!(r\"{plain}\"), \
             brotli: include_bytes!(r\"{}\"), gzip: include_bytes!(r\"{}\") }},",
            brotli.display(),
            gzip.display()
        )?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&out).join("assets.rs"), code).context("writing assets.rs")
}

fn hash(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().take(6).fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn with_brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

fn with_gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}
