using System.Reflection;
using System.Security.Cryptography;
using Relay.Functions.Hosting;

namespace Relay.Functions.Operators.Page;

/// <summary>
/// <c>/operator</c>: the page's files, which are part of the program. They hold nothing secret and are served to everybody; what
/// they show comes from calls that need a session. Nothing is loaded from elsewhere, and the policy has browsers see to that.
/// </summary>
internal sealed class OperatorPage
{
    private const string Prefix = "operator-page/";
    private const string Start = "index.html";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<string, PageFile> _files = ReadAll();

    /// <summary>GET /operator.</summary>
    public Task GetAsync(HttpContext context) => WriteAsync(context, _files[Start]);

    /// <summary>GET /operator/page/{file}.</summary>
    public Task GetFileAsync(HttpContext context, string file) =>
        _files.TryGetValue(file, out var found) ? WriteAsync(context, found) : Problems.NotFound("No such file of the page.").WriteAsync(context);

    /// <summary>The names of all files.</summary>
    internal IReadOnlyCollection<string> Names => _files.Keys;

    private static async Task WriteAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Asked for again each time, and sent only when another version of the program has another file.
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Bytes.Length;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private static Dictionary<string, PageFile> ReadAll()
    {
        var program = Assembly.GetExecutingAssembly();
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add(name[Prefix.Length..], new PageFile(bytes, Types[Path.GetExtension(name)], $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\""));
        }

        return files;
    }

    private sealed record PageFile(byte[] Bytes, string Type, string Tag);
}
