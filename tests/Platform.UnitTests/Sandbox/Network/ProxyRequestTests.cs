using System.Text;
using Platform.Sandbox.Network;

namespace Platform.UnitTests.Sandbox.Network;

public sealed class ProxyRequestTests
{
    [Theory]
    [InlineData("CONNECT example.com:443 HTTP/1.1", "example.com", 443)]
    [InlineData("CONNECT [2606:4700::1111]:8443 HTTP/1.1", "2606:4700::1111", 8443)]
    [InlineData("CONNECT example.com.:443 HTTP/1.1", "example.com", 443)]
    public void A_tunnel_names_host_and_port(string line, string host, int port)
    {
        var request = ProxyRequest.Parse(line + "\r\nHost: other", "rest"u8.ToArray())!;

        Assert.Equal((host, port, true, "rest"), (request.Host, request.Port, request.IsTunnel, Encoding.UTF8.GetString(request.First.Span)));
    }

    [Theory]
    [InlineData("GET http://example.com/a?b=c HTTP/1.1", 80, "GET /a?b=c HTTP/1.1")]
    [InlineData("POST http://example.com:8080 HTTP/1.1", 8080, "POST / HTTP/1.1")]
    [InlineData("GET http://example.com?b HTTP/1.1", 80, "GET /?b HTTP/1.1")]
    public void A_plain_request_is_passed_on_in_the_form_that_servers_know(string line, int port, string first)
    {
        var request = ProxyRequest.Parse(line + "\r\nHost: example.com\r\nProxy-Authorization: secret\r\nConnection: keep-alive\r\nAccept: */*", "body"u8.ToArray())!;

        Assert.Equal(("example.com", port, false), (request.Host, request.Port, request.IsTunnel));
        Assert.Equal($"{first}\r\nHost: example.com\r\nAccept: */*\r\nConnection: close\r\n\r\nbody", Encoding.UTF8.GetString(request.First.Span));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1"), InlineData("GET ftp://example.com/ HTTP/1.1"), InlineData("GET https://example.com/ HTTP/1.1"), InlineData("nonsense"), InlineData("")]
    [InlineData("CONNECT example.com HTTP/1.1"), InlineData("CONNECT example.com:0 HTTP/1.1"), InlineData("CONNECT example.com:65536 HTTP/1.1"), InlineData("CONNECT :443 HTTP/1.1")]
    [InlineData("CONNECT [::1%25lo]:443 HTTP/1.1"), InlineData("CONNECT user@example.com:443 HTTP/1.1"), InlineData("GET http://user@example.com/ HTTP/1.1"), InlineData("CONNECT 127.0.0.1]:443 HTTP/1.1")]
    public void Anything_else_is_no_request_for_a_proxy(string line) => Assert.Null(ProxyRequest.Parse(line, default));
}
