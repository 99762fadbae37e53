using Relay.Local.Host.App;

namespace Relay.Local.Host.Front;

/// <summary>The HTTP functions of an app; the route with most literal segments is tried first.</summary>
internal sealed class RouteTable(IEnumerable<HttpFunction> functions)
{
    private readonly (RouteTemplate Template, HttpFunction Function)[] _routes =
    [
        .. functions.Select(function => (Template: new RouteTemplate(function.Route), Function: function))
            .OrderByDescending(route => route.Template.LiteralSegments).ThenBy(route => route.Template.IsCatchAll),
    ];

    /// <summary>The function for a path and method, or null.</summary>
    public HttpFunction? Find(ReadOnlySpan<char> path, string method)
    {
        foreach (var (template, function) in _routes)
        {
            if (template.Matches(path) && Allows(function.Methods, method))
                return function;
        }

        return null;
    }

    private static bool Allows(IReadOnlyList<string> methods, string method)
    {
        if (methods.Count == 0)
            return true;
        for (var i = 0; i < methods.Count; i++)
        {
            if (methods[i].Equals(method, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
