using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Relay.Local.Bus.Transport;

namespace Relay.Local.Bus.Administration;

/// <summary>
/// Answers what the administration clients ask, as the service does for a namespace that has queues only: a single entity
/// that is not there is an empty feed with status 200, anything below a topic is 404.
/// </summary>
internal sealed class AdministrationRequests(Func<BusStatus> status, TokenAuthority authority, TimeProvider clock)
{
    private const int LargestPage = 100;

    // Both clients turn 403 with this sub-code into an invalid operation, which they neither retry nor call transient.
    private const string InvalidOperation = "SubCode=40301. ";

    public AdministrationAnswer Answer(HttpRequest request)
    {
        // The path's slashes may be encoded: queue names can hold them.
        var path = (request.Path.Value ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Trim('/');
        if (path.Length == 0 && HttpMethods.IsGet(request.Method) && IsThisMachine(request.Host))
            return AdministrationAnswer.Page(StatusPage.Write(status()));
        if (Refusal(request, path) is { } refusal)
            return refusal;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return Read(request, path);
        return AdministrationAnswer.Error(StatusCodes.Status403Forbidden, InvalidOperation + (IsMessages(path)
            ? "Messages are sent and received with AMQP; this broker does not take them over HTTP."
            : "The queues of this broker come from its configuration file: change them there and start it again. They cannot be created, changed or deleted through this endpoint."));
    }

    private AdministrationAnswer? Refusal(HttpRequest request, string path)
    {
        if (!authority.Checks)
            return null;
        if (request.Headers.Authorization is not [{ Length: > 0 } token])
            return AdministrationAnswer.Error(StatusCodes.Status401Unauthorized, "MissingToken: The request has no authorization header.");
        var check = authority.Check(token, ResourcePath.OfEntity(path));
        return check.Fault == TokenFault.None ? null : AdministrationAnswer.Error(StatusCodes.Status401Unauthorized, check.Description);
    }

    private AdministrationAnswer Read(HttpRequest request, string path)
    {
        var now = status();
        var host = request.Host.HasValue ? request.Host : new HostString("localhost");
        var version = request.Query["api-version"] is [{ } asked] && IsVersion(asked) ? asked : "2021-05";
        var atom = new AtomWriter($"{request.Scheme}://{host}/", host.Host, version, clock.GetUtcNow());
        if (Is(path, "$namespaceinfo"))
            return AdministrationAnswer.Entry(atom.Namespace(now));
        if (Is(path, "$Resources/queues"))
            return List(request, atom, [.. now.Queues.OrderBy(queue => queue.Description.Name, StringComparer.OrdinalIgnoreCase)]);
        if (Is(path, "$Resources/topics"))
            return AdministrationAnswer.Feed(atom.Nothing("Topics"));
        if (now.Queues.FirstOrDefault(queue => Is(path, queue.Description.Name)) is { } found)
            return AdministrationAnswer.Entry(atom.Queue(found));
        if (path.StartsWith('$') || path.Split('/').Any(segment => Is(segment, "subscriptions")))
            return AdministrationAnswer.Error(StatusCodes.Status404NotFound, $"SubCode=40400. Not found. The messaging entity '{path}' could not be found.");
        return AdministrationAnswer.Feed(atom.Nothing("Publicly Listed Services"));
    }

    private static AdministrationAnswer List(HttpRequest request, AtomWriter atom, QueueStatus[] queues)
    {
        if (Number(request, "$skip", 0) is not { } skip || Number(request, "$top", LargestPage) is not { } top)
            return AdministrationAnswer.Error(StatusCodes.Status400BadRequest, "SubCode=40000. Bad Request. $skip and $top must be whole numbers, zero or more.");
        top = Math.Clamp(top, 1, LargestPage);
        var next = queues.Length - top > skip ? skip + top : (int?)null;
        return AdministrationAnswer.Feed(atom.Queues(queues.Skip(skip).Take(top), skip, top, next));
    }

    private static int? Number(HttpRequest request, string name, int otherwise) => request.Query[name] switch
    {
        [] => otherwise,
        [{ } text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static bool Is(string path, string name) => path.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsVersion(string text) => text.Length is > 0 and <= 20 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static bool IsMessages(string path) => path.Split('/').Any(segment => Is(segment, "messages"));

    /// <summary>The page needs no key, so it is not shown to a web site that has pointed its own name at this machine.</summary>
    private static bool IsThisMachine(HostString host) =>
        Is(host.Host, "localhost") || (IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address));
}
