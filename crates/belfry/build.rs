//! Makes what the web interface serves ready to be embedded: each file compressed, and named by what is in it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

const FOLDER: &str = "src/web/asset/files";
/// The parts of `belfry.js`, in their order.
const PARTS: [&str; 9] = ["base", "write", "complete", "told", "live", "list", "board", "palette", "keys"];
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
        let out = Path::new(&out);
        let path = match name {
            "belfry.js" => put_together(&folder, out)?,
            name => folder.join(name),
        };
        let bytes = fs::read(&path).with_context(|| format!("reading {name}"))?;
        let plain = path.display();
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

/// The script of its parts, in one function.
fn put_together(folder: &Path, out: &Path) -> Result<PathBuf> {
    let mut script = String::from("(() => {\n");
    for part in PARTS {
        let path = folder.join("belfry").join(format!("{part}.js"));
        script.push_str(&fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?);
    }
    script.push_str("})();\n");
    let path = out.join("belfry.js");
    fs::write(&path, script).context("writing belfry.js")?;
    Ok(path)
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
