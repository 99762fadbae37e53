using Microsoft.AspNetCore.Http;
using Relay.Functions.Operators.Page;

namespace Relay.Functions.Tests.Operators;

public sealed class OperatorPageTests
{
    private readonly OperatorPage _page = new();

    [Fact]
    public async Task Page_HasAPolicyThatLoadsFromNowhereElse()
    {
        var context = await GetAsync(page => page.GetAsync);
        Assert.Equal((200, "text/html; charset=utf-8"), (context.Response.StatusCode, context.Response.ContentType));
        var policy = context.Response.Headers.ContentSecurityPolicy.ToString();
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_KnownToTheBrowser_IsNotSentAgain()
    {
        var first = await GetAsync(page => page.GetAsync);
        var again = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        again.Request.Headers.IfNoneMatch = first.Response.Headers.ETag;
        await _page.GetAsync(again);
        Assert.Equal((304, 0), (again.Response.StatusCode, again.Response.Body.Length));
    }

    [Theory]
    [InlineData("main.js", "text/javascript; charset=utf-8")]
    [InlineData("base.css", "text/css; charset=utf-8")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task File_OfThePage_HasItsType(string file, string type)
    {
        var context = await GetAsync(page => context => page.GetFileAsync(context, file));
        Assert.Equal((200, type, "nosniff"), (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.XContentTypeOptions.ToString()));
    }

    [Theory]
    [InlineData("missing.js")]
    [InlineData("../index.html")]
    [InlineData("")]
    public async Task File_ThatIsNone_IsNotFound(string file) =>
        Assert.Equal(404, (await GetAsync(page => context => page.GetFileAsync(context, file))).Response.StatusCode);

    [Fact]
    public async Task Files_NameNothingElsewhereAndNoInlineCode()
    {
        Assert.Contains("index.html", _page.Names);
        foreach (var name in _page.Names)
        {
            var context = await GetAsync(page => context => page.GetFileAsync(context, name));
            context.Response.Body.Position = 0;
            var text = (await new StreamReader(context.Response.Body).ReadToEndAsync(TestContext.Current.CancellationToken)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            Assert.DoesNotMatch("https?://|innerHTML|insertAdjacentHTML|document\\.write|\\beval\\(| style=| onclick=", text);
        }
    }

    private async Task<DefaultHttpContext> GetAsync(Func<OperatorPage, Func<HttpContext, Task>> get)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await get(_page)(context);
        return context;
    }
}
